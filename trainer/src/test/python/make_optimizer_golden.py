"""Writes golden/optimizers.txt: what torch's own optimizers and schedulers do.

    cd trainer/src/test
    python python/make_optimizer_golden.py > resources/golden/optimizers.txt

Every case begins at the same weights and is fed the same gradients, so that a difference in one
step shows in all that follow. Only torch is needed; the file is deterministic.
"""

import warnings

import torch

SIZE = 6
DECAYED = 4  # where a case decays a part, it is the first four weights


def line(name, values):
    print(name, *("%.9g" % float(v) for v in values))


def run(name, make, start, gradients, before=lambda parts: None):
    """`make` takes the two parts of the weights; `before` acts on them before each step."""
    parts = [
        torch.nn.Parameter(start[:DECAYED].clone()),
        torch.nn.Parameter(start[DECAYED:].clone()),
    ]
    optimizer = make(parts)
    print("case", name)
    for gradient in gradients:
        parts[0].grad = gradient[:DECAYED].clone()
        parts[1].grad = gradient[DECAYED:].clone()
        before(parts)
        optimizer.step()
        line("weights", torch.cat([p.detach() for p in parts]))


def shrink(factor, count=2):
    """Decoupled decay for an optimizer that has none."""

    def before(parts):
        with torch.no_grad():
            for part in parts[:count]:
                part.mul_(factor)

    return before


def schedule(name, make, steps):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=0.1)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    print("schedule", name)
    print("rates", *(repr(float(r)) for r in rates))


def main():
    warnings.simplefilter("ignore")
    torch.manual_seed(20240607)
    print("# made by make_optimizer_golden.py with torch", torch.__version__)
    start = torch.randn(SIZE)
    # Norms from about 0.2 to 6, so that a clip at 1 acts in some steps and not in others.
    scales = [0.1, 1, 2.5, 0.3, 0.05, 1, 1.5, 0.2, 0.8, 2, 0.1, 1]
    gradients = [torch.randn(SIZE) * scale for scale in scales]
    line("start", start)
    for gradient in gradients:
        line("gradient", gradient)
    optimizers(start, gradients)
    schedules()


def optimizers(start, gradients):
    def clip_norm(parts):
        torch.nn.utils.clip_grad_norm_(parts, 1.0)

    def clip_value(parts):
        torch.nn.utils.clip_grad_value_(parts, 0.5)

    def go(name, make, before=lambda parts: None):
        run(name, make, start, gradients, before)

    def sgd(**options):
        return lambda parts: torch.optim.SGD(parts, lr=0.1, **options)

    def adamw(**options):
        return lambda parts: torch.optim.AdamW(parts, lr=0.01, **options)

    def adamw_part(parts):
        rest = {"params": [parts[1]], "weight_decay": 0}
        return torch.optim.AdamW([{"params": [parts[0]]}, rest], lr=0.01, weight_decay=0.5)

    go("sgd", sgd())
    go("sgd-clip-norm", sgd(), clip_norm)
    go("sgd-clip-value", sgd(), clip_value)
    go("momentum", sgd(momentum=0.9))
    go("momentum-clip-norm", sgd(momentum=0.9), clip_norm)
    go("nesterov", sgd(momentum=0.9, nesterov=True))
    go("nesterov-clip-norm", sgd(momentum=0.9, nesterov=True), clip_norm)
    go("momentum-coupled-decay", sgd(momentum=0.9, weight_decay=0.2))
    go("momentum-decoupled-decay", sgd(momentum=0.9), shrink(1 - 0.1 * 0.2))
    go("momentum-decoupled-decay-part", sgd(momentum=0.9), shrink(1 - 0.1 * 0.2, 1))
    go("adam", adamw(weight_decay=0))
    go("adamw", adamw(weight_decay=0.5))
    go("adamw-clip-norm", adamw(weight_decay=0.5), clip_norm)
    go("adamw-betas", adamw(betas=(0.8, 0.95), eps=1e-3, weight_decay=0.5))
    go("adamw-part", adamw_part)


def schedules():
    lr = torch.optim.lr_scheduler
    cycle = {"max_lr": 0.1, "total_steps": 25, "cycle_momentum": False}
    wide = {"pct_start": 0.45, "div_factor": 10, "final_div_factor": 100}
    schedule("step", lambda o: lr.StepLR(o, step_size=4, gamma=0.5), 14)
    schedule("exponential", lambda o: lr.ExponentialLR(o, gamma=0.9), 14)
    schedule("cosine", lambda o: lr.CosineAnnealingLR(o, T_max=13, eta_min=0.01), 14)
    schedule("one-cycle", lambda o: lr.OneCycleLR(o, **cycle), 25)
    schedule("one-cycle-wide", lambda o: lr.OneCycleLR(o, **cycle, **wide), 25)


if __name__ == "__main__":
    main()
