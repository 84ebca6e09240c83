package tributary.arch.two;

import tributary.arch.one.First;

/** Knows what knows it: the other half of the cycle. */
public record Second(First first) {}
