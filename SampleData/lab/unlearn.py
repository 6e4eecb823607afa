"""Unlearning by GA, GD and NPO, each with entropy optimisation or without it.

Loss = base + λ_f · H(forget) + λ_r · H(retain), with the base loss of each method in `base_loss`.
A run stops like somebody who looks at greedy answers alone: at the first check where none of the
forget questions is answered with its keyword. From there the entropy run and its control go on
for the same number of steps.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np
import optax

import checkpoint
import model
from batches import Drafter, Sequences, draw_phrasings, phrasings
from corpus import Row
from export import rounded
from losses import answer_loss, cross_entropy, entropy_everywhere, entropy_of_answers, npo
from model import Parameters
from settings import BASE, Entropy, Method
from tokenizer import Tokenizer


@dataclass
class Progress:
    """Where a run is: what a checkpoint holds."""

    parameters: Parameters
    memory: optax.OptState
    step: int = 0

    def save(self, path: Path) -> None:
        checkpoint.save(path, (self.parameters, self.memory), self.step)

    @classmethod
    def load(cls, path: Path, like: "Progress") -> "Progress":
        (parameters, memory), step = checkpoint.load(path, (like.parameters, like.memory))
        return cls(parameters, memory, step)


def base_loss(
    method: Method,
    forget_logits: jax.Array,
    forget: Sequences,
    known_losses: jax.Array,
    retain_logits: jax.Array,
    retain: Sequences,
) -> jax.Array:
    """GA: −CE(forget). GD: λ·CE(retain) − CE(forget). NPO: λ·CE(retain) + NPO(forget).

    `known_losses` are the summed answer losses of the model before unlearning.
    """
    if method.name == "npo":
        away = npo(answer_loss(forget_logits, *forget), known_losses, method.beta)
    else:
        away = -cross_entropy(forget_logits, *forget)
    if method.retain_weight == 0:
        return away
    return away + method.retain_weight * cross_entropy(retain_logits, *retain)


def entropy_loss(
    settings: Entropy,
    forget_logits: jax.Array,
    draft_logits: jax.Array,
    drafts: Sequences,
    retain_logits: jax.Array,
    retain: Sequences,
) -> jax.Array:
    """λ_f · H(forget) + λ_r · H(retain), in either form."""
    if settings.form == "reference":
        forgotten = entropy_everywhere(forget_logits)
        kept = entropy_everywhere(retain_logits)
    else:
        forgotten = entropy_of_answers(draft_logits, drafts.mask)
        kept = entropy_of_answers(retain_logits, retain.mask)
    return settings.forget_weight * forgotten + settings.retain_weight * kept


class Unlearner:
    """One method on one base model."""

    def __init__(self, method: Method, base: Parameters, rows: list[Row], tokenizer: Tokenizer):
        self.method, self.base = method, base
        forget = [row for row in rows if row["split"] == "forget"]
        self.forget = phrasings(tokenizer, forget)
        self.retain = phrasings(tokenizer, [row for row in rows if row["split"] != "forget"])
        self.drafter = Drafter(tokenizer, forget)
        self.known_losses = self._losses_before()
        rate = optax.schedules.warmup_constant_schedule(0, method.rate, method.warmup)
        adamw = optax.adamw(rate, b1=0.9, b2=0.99, weight_decay=0)
        self.transform = optax.chain(optax.clip_by_global_norm(1.0), adamw)

    def beginning(self) -> Progress:
        return Progress(self.base, self.transform.init(self.base))

    def until_clean(self) -> Progress:
        """Runs without entropy to the first check without a greedy leak.

        The check is made on the weights as they are shipped. Raises `RuntimeError` if there is
        no clean check in time.
        """
        progress, advance = self.beginning(), self._step(None)
        while progress.step < self.method.longest:
            self._run(progress, progress.step + self.method.check_every, advance, None)
            leaking = self.drafter.leaking(rounded(progress.parameters))
            if leaking == 0 or progress.step % 10 == 0:
                print(f"{self.method.name} {progress.step} greedy leaks {leaking}", flush=True)
            if leaking == 0:
                return progress
        raise RuntimeError(
            f"{self.method.name} still leaks after {progress.step} steps: this machine rounds "
            "otherwise than the one the settings were chosen on; try another seed in settings.py"
        )

    def until(self, progress: Progress, step: int, entropy: Entropy | None = None) -> Progress:
        """Runs to a given step, with or without entropy optimisation."""
        started = time.monotonic()
        self._run(progress, step, self._step(entropy), entropy)
        form = entropy.form if entropy else "no entropy"
        leaking = self.drafter.leaking(rounded(progress.parameters))
        seconds = time.monotonic() - started
        print(
            f"{self.method.name} {form} {step} greedy leaks {leaking} {seconds:.0f} s", flush=True
        )
        return progress

    def _losses_before(self) -> np.ndarray:
        """[row, phrasing]: NLL of the base model."""
        losses = jax.jit(
            lambda tokens, mask: answer_loss(model.logits(self.base, tokens), tokens, mask)
        )
        count = self.forget.tokens.shape[1]
        columns = [losses(*self.forget.take(slice(None), form)) for form in range(count)]
        return np.stack(columns, axis=1)

    def _step(self, entropy: Entropy | None):
        def loss(parameters, forget, known_losses, retain, drafts):
            forget_logits = model.logits(parameters, forget.tokens)
            retain_logits = model.logits(parameters, retain.tokens)
            total = base_loss(
                self.method, forget_logits, forget, known_losses, retain_logits, retain
            )
            if entropy is None:
                return total
            draft_logits = model.logits(parameters, drafts.tokens)
            return total + entropy_loss(
                entropy, forget_logits, draft_logits, drafts, retain_logits, retain
            )

        @jax.jit
        def advance(parameters, memory, *batch):
            gradient = jax.grad(loss)(parameters, *batch)
            updates, memory = self.transform.update(gradient, memory, parameters)
            return optax.apply_updates(parameters, updates), memory

        return advance

    def _run(self, progress: Progress, end: int, advance, entropy: Entropy | None) -> None:
        begin = progress.step
        drafting = entropy is not None and entropy.form == "draft"
        drafts = self.forget.take(slice(None), 0)
        while progress.step < end:
            if drafting and (progress.step - begin) % entropy.redraft_every == 0:
                drafts = self.drafter.sequences(progress.parameters)
            batch = self._batch(progress.step, entropy, drafts)
            progress.parameters, progress.memory = advance(
                progress.parameters, progress.memory, *batch
            )
            progress.step += 1

    def _batch(self, step: int, entropy: Entropy | None, drafts: Sequences):
        """Drawn from (seed, step) alone, so that runs with and without entropy see the same."""
        generator = np.random.default_rng((self.method.seed, step))
        size = self.method.batch

        def draw(data: Sequences) -> tuple[np.ndarray, np.ndarray]:
            rows = generator.choice(len(data.tokens), size, replace=False)
            forms = draw_phrasings(generator, data.tokens.shape[1], size, BASE.reference_share)
            return rows, forms

        forgotten, kept = draw(self.forget), draw(self.retain)
        forget, retain = self.forget.take(*forgotten), self.retain.take(*kept)
        if entropy is not None and entropy.form == "reference":
            forget = forget.padded(entropy.padded_length)
            retain = retain.padded(entropy.padded_length)
        return forget, self.known_losses[forgotten], retain, drafts.take(forgotten[0])
