import Prompts
import Testing

/// Thoughts that a prompt has opened, or a template that nobody sees.
@Suite struct OpenThoughtTests {
    @Test(arguments: [
        ("User: a Assistant: <think>\n", true), ("<think>", true), ("x <Thinking> ", true),
        ("[THINK]", true), ("<|start|>assistant<|channel|>analysis<|message|>", true),
        ("x<|START_THINKING|>", true), ("write <think> please", false), ("", false),
        ("<think>\n\n</think>\n\n", false), ("<think> and </think>", false), ("a <b>", false),
        ("the cat", false),
        ("<|im_start|>assistant\n<thinking>", true), ("[INST]Q[/INST][THINK]", true),
        ("a < b >", false),
    ])
    func aPromptThatEndsInAMarkHasOpenedAThought(prompt: String, isOpen: Bool) {
        #expect(Thoughts.areOpen(atEndOf: prompt) == isOpen, "\(prompt)")
    }

    @Test(arguments: [
        ("Okay </think>\n\nno", true), ("a [/THINK] b", true), ("<think>a</think>b", false),
        ("no", false), ("<think>a", false), ("", false),
        ("<|channel|>final<|message|>no", false), ("a<|END_THINKING|>", true),
        ("<think/>no", false), ("hm</think>no<think>", true),
    ])
    func anAnswerMayCloseWhatItHasNotOpened(text: String, does: Bool) {
        #expect(Thoughts.closesUnopened(text) == does, "\(text)")
    }
}
