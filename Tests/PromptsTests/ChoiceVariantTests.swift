import Prompts
import Testing

/// Questions of multiple choice as published sets write them.
@Suite struct ChoiceVariantTests {
    /// File name, file, letters of the right ones with "+" between them.
    static let files: [(name: String, text: String, right: String)] = [
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"endings\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"candidates\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"Choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"Options\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"answer_choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"answerChoices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"alternatives\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"multiple_choice\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choice_list\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"option_list\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"answers_list\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"possible_answers\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"response_options\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answerKey\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answerKey\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"target\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"target\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"gold\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"gold\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_index\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_index\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_idx\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_idx\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_index\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_index\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_option\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_option\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"cop\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"cop\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"ideal\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"ideal\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"gold_index\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"gold_index\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answerIndex\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answerIndex\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correctAnswer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correctAnswer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_choice\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_choice\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"solution\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"solution\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"gold_label\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"gold_label\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_key\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_key\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"target_idx\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"target_idx\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_answer_idx\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_answer_idx\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_letter\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_letter\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_label\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_label\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_idx\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_idx\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label_idx\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label_idx\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_letter\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_letter\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"true_label\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"true_label\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_id\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer_id\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"c\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"(C)\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C.\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C)\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \" C \"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C. Blue\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C) Blue\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"(C) Blue\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C: Blue\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"Blue\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"blue\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \" Blue \"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"2\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"[C]\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"\\uff23\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"Answer: C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"option C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"Option C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C\\n\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\":\"Q?\",\"choices\":[\"Oak\",\"Iron\",\"Blue\",\"Seven\"],\"answer\":2.0}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": [2]}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": [\"C\"]}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": [\"C\", \"D\"]}",
            "C+D"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"labels\": [0, 0, 1, 0]}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"A. Oak\", \"B. Iron\", \"C. Blue\", \"D. Seven\"], \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"(A) Oak\", \"(B) Iron\", \"(C) Blue\", \"(D) Seven\"], \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": [\"A) Oak\", \"B) Iron\", \"C) Blue\", \"D) Seven\"], \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [\"A. Oak\", \"B. Iron\", \"C. Blue\", \"D. Seven\"], \"answer\": \"C. Blue\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": [\"A: Oak\", \"B: Iron\", \"C: Blue\", \"D: Seven\"], \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"id\": \"x\", \"question\": \"Q?\", \"choices\": {\"text\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label\": [\"1\", \"2\", \"3\", \"4\"]}, \"answerKey\": \"3\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"id\": \"x\", \"question\": {\"stem\": \"Q?\", \"choices\": [{\"text\": \"Oak\", \"label\": \"A\"}, {\"text\": \"Iron\", \"label\": \"B\"}, {\"text\": \"Blue\", \"label\": \"C\"}, {\"text\": \"Seven\", \"label\": \"D\"}]}, \"answerKey\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"id\": \"x\", \"question\": \"Q?\", \"question_concept\": \"k\", \"choices\": {\"label\": [\"A\", \"B\", \"C\", \"D\"], \"text\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"]}, \"answerKey\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"id\": \"x\", \"question_stem\": \"Q?\", \"choices\": {\"text\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label\": [\"A\", \"B\", \"C\", \"D\"]}, \"answerKey\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": {\"text\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label\": [1, 2, 3, 4]}, \"answerKey\": 3}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": {\"text\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label\": [\"A\", \"B\", \"C\", \"D\"]}, \"answerKey\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": {\"A\": \"Oak\", \"B\": \"Iron\", \"C\": \"Blue\", \"D\": \"Seven\"}, \"answer\": \"C\", \"answer_idx\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": {\"a\": \"Oak\", \"b\": \"Iron\", \"c\": \"Blue\", \"d\": \"Seven\"}, \"answer\": \"c\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": {\"A\": \"Oak\", \"B\": \"Iron\", \"C\": \"Blue\", \"D\": \"Seven\"}, \"answer\": \"Blue\", \"answer_idx\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": {\"1\": \"Oak\", \"2\": \"Iron\", \"3\": \"Blue\", \"4\": \"Seven\"}, \"answer\": \"3\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": {\"option_a\": \"Oak\", \"option_b\": \"Iron\", \"option_c\": \"Blue\", \"option_d\": \"Seven\"}, \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": {\"B\": \"Iron\", \"A\": \"Oak\", \"D\": \"Seven\", \"C\": \"Blue\"}, \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"mc1_targets\": {\"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"labels\": [0, 0, 1, 0]}, \"mc2_targets\": {\"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"labels\": [0, 1, 1, 0]}}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"mc1_targets\": {\"Oak\": 0, \"Iron\": 0, \"Blue\": 1, \"Seven\": 0}}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"mc2_targets\": {\"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"labels\": [0, 0, 1, 1]}}",
            "C+D"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [{\"text\": \"Oak\", \"correct\": false}, {\"text\": \"Iron\", \"correct\": false}, {\"text\": \"Blue\", \"correct\": true}, {\"text\": \"Seven\", \"correct\": false}]}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": [{\"text\": \"Oak\", \"isCorrect\": false}, {\"text\": \"Iron\", \"isCorrect\": false}, {\"text\": \"Blue\", \"isCorrect\": true}, {\"text\": \"Seven\", \"isCorrect\": false}]}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [{\"id\": \"A\", \"text\": \"Oak\"}, {\"id\": \"B\", \"text\": \"Iron\"}, {\"id\": \"C\", \"text\": \"Blue\"}, {\"id\": \"D\", \"text\": \"Seven\"}], \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [{\"text\": \"Oak\", \"score\": 0}, {\"text\": \"Iron\", \"score\": 0}, {\"text\": \"Blue\", \"score\": 1}, {\"text\": \"Seven\", \"score\": 0}]}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"choices\": [{\"label\": \"A\", \"content\": \"Oak\"}, {\"label\": \"B\", \"content\": \"Iron\"}, {\"label\": \"C\", \"content\": \"Blue\"}, {\"label\": \"D\", \"content\": \"Seven\"}], \"answer\": \"C\"}",
            "C"
        ),
        (
            "a.json",
            "{\"examples\": [{\"input\": \"Q?\", \"target_scores\": {\"Oak\": 0, \"Iron\": 0, \"Blue\": 1, \"Seven\": 0}}]}",
            "C"
        ),
        ("a.csv", "question,A,B,C,D,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        ("a.csv", "question,a,b,c,d,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        (
            "a.csv",
            "question,option_a,option_b,option_c,option_d,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        (
            "a.csv",
            "question,Option A,Option B,Option C,Option D,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        (
            "a.csv", "question,optionA,optionB,optionC,optionD,answer\nQ?,Oak,Iron,Blue,Seven,C\n",
            "C"
        ),
        (
            "a.csv",
            "question,choice_a,choice_b,choice_c,choice_d,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        (
            "a.csv", "question,choice1,choice2,choice3,choice4,answer\nQ?,Oak,Iron,Blue,Seven,C\n",
            "C"
        ),
        (
            "a.csv", "question,option1,option2,option3,option4,answer\nQ?,Oak,Iron,Blue,Seven,C\n",
            "C"
        ),
        ("a.csv", "question,opa,opb,opc,opd,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        (
            "a.csv",
            "question,choice_0,choice_1,choice_2,choice_3,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        (
            "a.csv", "question,ending0,ending1,ending2,ending3,answer\nQ?,Oak,Iron,Blue,Seven,C\n",
            "C"
        ),
        (
            "a.csv",
            "question,answer_a,answer_b,answer_c,answer_d,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        (
            "a.csv",
            "question,Choice A,Choice B,Choice C,Choice D,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        ("a.csv", "question,sol1,sol2,sol3,sol4,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        ("a.csv", "question,op1,op2,op3,op4,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        ("a.csv", "question,ans0,ans1,ans2,ans3,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        (
            "a.csv",
            "question,alternative_a,alternative_b,alternative_c,alternative_d,answer\nQ?,Oak,Iron,Blue,Seven,C\n",
            "C"
        ),
        ("a.csv", "question,(A),(B),(C),(D),answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        ("a.csv", "question,A),B),C),D),answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        ("a.csv", "question,A.,B.,C.,D.,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"),
        (
            "a.csv",
            "question,option 1,option 2,option 3,option 4,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        (
            "a.csv",
            "question,Answer A,Answer B,Answer C,Answer D,answer\nQ?,Oak,Iron,Blue,Seven,C\n", "C"
        ),
        (
            "a.csv", "question,option1,option2,option3,option4,answer\nQ?,Oak,Iron,Blue,Seven,3\n",
            "C"
        ),
        ("a.csv", "question,A,B,C,D,answer\nQ?,Oak,Iron,Blue,Seven,2\n", "C"),
        (
            "a.csv",
            "question,choices,answer\nQ?,\"[\"\"Oak\"\", \"\"Iron\"\", \"\"Blue\"\", \"\"Seven\"\"]\",2\n",
            "C"
        ),
        ("a.csv", "question,choices,answer\nQ?,\"['Oak', 'Iron', 'Blue', 'Seven']\",2\n", "C"),
        ("a.csv", "question,choices,answer\nQ?,\"['Oak' 'Iron' 'Blue' 'Seven']\",2\n", "C"),
        ("a.csv", "question,choices,answer\nQ?,\"Oak,Iron,Blue,Seven\",C\n", "C"),
        ("a.csv", "question,choices,answer\nQ?,Oak|Iron|Blue|Seven,C\n", "C"),
        ("a.csv", "question,choices,answer\nQ?,Oak; Iron; Blue; Seven,C\n", "C"),
        ("a.csv", "question,choices,answer\nQ?,\"Oak\nIron\nBlue\nSeven\",C\n", "C"),
        (
            "a.csv",
            "question,options,answer\nQ?,\"{\"\"A\"\":\"\"Oak\"\",\"\"B\"\":\"\"Iron\"\",\"\"C\"\":\"\"Blue\"\",\"\"D\"\":\"\"Seven\"\"}\",C\n",
            "C"
        ),
        (
            "a.csv",
            "question,options,answer\nQ?,\"{'A': 'Oak', 'B': 'Iron', 'C': 'Blue', 'D': 'Seven'}\",C\n",
            "C"
        ),
        (
            "a.jsonl",
            "{\"id\": \"x\", \"question\": \"Q?\", \"opa\": \"Oak\", \"opb\": \"Iron\", \"opc\": \"Blue\", \"opd\": \"Seven\", \"cop\": 3, \"choice_type\": \"single\"}",
            "D"
        ),
        (
            "a.jsonl",
            "{\"id\": \"x\", \"question\": \"Q?\", \"opa\": \"Oak\", \"opb\": \"Iron\", \"opc\": \"Blue\", \"opd\": \"Seven\", \"cop\": 2}",
            "C"
        ),
        (
            "a.json",
            "[{\"answer\": 2, \"question\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"]}]",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"subject\": \"s\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"ind\": 1, \"activity_label\": \"a\", \"ctx_a\": \"x\", \"ctx_b\": \"y\", \"ctx\": \"Q?\", \"endings\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"label\": \"2\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"article\": \"A\", \"question\": \"Q?\", \"options\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C\", \"example_id\": \"e\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question_id\": 70, \"question\": \"Q?\", \"options\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C\", \"answer_index\": 2, \"category\": \"b\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"passage\": null, \"question\": \"Q?\", \"options\": [\"(A)Oak\", \"(B)Iron\", \"(C)Blue\", \"(D)Seven\"], \"label\": \"C\", \"answer\": null}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"context\": \"c\", \"query\": \"Q?\", \"options\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"correct_option\": 2}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"input\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"target\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"input\": \"Q?\", \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"target\": [\"C\"]}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"question\": \"Q?\", \"options\": [\"A)Oak\", \"B)Iron\", \"C)Blue\", \"D)Seven\"], \"rationale\": \"x\", \"correct\": \"C\"}",
            "C"
        ),
        (
            "a.jsonl",
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Q?\"}], \"choices\": [\"Oak\", \"Iron\", \"Blue\", \"Seven\"], \"answer\": \"C\"}",
            "C"
        ),
    ]

    @Test(arguments: files)
    func theChoicesAreShownAndTheRightOnesAreReferences(
        name: String, text: String, right: String
    ) throws {
        let set = try PromptReader().read(bytes: Array(text.utf8), name: name)
        let choices = ["Oak", "Iron", "Blue", "Seven"]
        // What the question is about stands before it.
        let passage = text.contains("article") ? "A\n\n" : text.contains("context") ? "c\n\n" : ""
        #expect(
            set.prompts.map(\.text) == [
                passage + "Q?\nA. Oak\nB. Iron\nC. Blue\nD. Seven\nAnswer:"
            ])
        #expect(set.prompts.first?.choices == choices)
        let wanted = right.split(separator: "+").flatMap { letter in
            [String(letter), choices[Int(letter.utf8.first ?? 0) - 0x41]]
        }
        #expect(set.prompts.first?.references == wanted)
    }

    @Test(arguments: [
        (#"{"question":"Q?","choices":["no","yes"],"answer":true}"#, ["B", "yes"]),
        (#"{"question":"Q?","choices":["no","yes"],"answer":false}"#, ["A", "no"]),
        (#"{"question":"Q?","choices":["10","20","2","40"],"answer":"2"}"#, ["C", "2"]),
        (#"{"question":"Q?","choices":["30","20","10","0"],"answer":1}"#, ["B", "20"]),
        (#"{"goal":"Q?","sol1":"Oak","sol2":"Blue","label":1}"#, ["B", "Blue"]),
        (#"{"sentence":"Q?","option1":"Oak","option2":"Blue","answer":"2"}"#, ["B", "Blue"]),
        (#"{"question":"Q?","choices":["Oak","Blue"],"labels":[0,1]}"#, ["B", "Blue"]),
        (#"{"question":"Q?","choices":["Oak","Blue"],"answer":null}"#, []),
        (#"{"question":"Q?","choices":["Oak","Blue"],"answer":""}"#, []),
        (#"{"question":"Q?","choices":["Oak","Blue"],"answer":-1}"#, []),
    ])
    func theRightChoiceIsTold(text: String, references: [String]) throws {
        let set = try PromptReader().read(bytes: Array(text.utf8), name: "q.jsonl")
        #expect(set.prompts.map(\.references) == [references])
        #expect(set.prompts.first?.text.hasSuffix("Answer:") == true)
    }

    @Test(arguments: [
        #"{"question":"Q?","choices":[],"answer":"Blue"}"#,
        #"{"question":"Q?","choices":null,"answer":"Blue"}"#,
        #"{"question":"Q?","choices":["Blue"],"answer":"Blue"}"#,
    ])
    func aQuestionWithoutChoicesStaysAsItIs(text: String) throws {
        let set = try PromptReader().read(bytes: Array(text.utf8), name: "q.jsonl")
        #expect(set.prompts.map(\.text) == ["Q?"])
        #expect(set.prompts.map(\.references) == [["Blue"]])
    }

    @Test(arguments: ["7", "4", "\"E\"", "\"E.\""])
    func anAnswerBeyondTheChoicesIsAnError(answer: String) {
        let text = "{\"question\":\"Q?\",\"choices\":[\"a\",\"b\",\"c\"],\"answer\":\(answer)}"
        #expect {
            try PromptReader().read(bytes: Array(text.utf8), name: "q.jsonl")
        } throws: {
            "\($0)".contains("line 1, field \"answer\"") && "\($0)".contains("none of 3 choices")
        }
    }
}
