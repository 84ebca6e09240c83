package tributary.arch.one;

import tributary.arch.two.Second;

/** Knows what knows it: half of a cycle that the architecture test must see. */
public record First(Second[] seconds) {}
