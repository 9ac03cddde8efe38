export const NS_PER_S = 1e9;

/** Every statistic is evaluated once per tick. */
export const TICK_NS = NS_PER_S;

/**
 * The engine's time in its only element, nanoseconds since the engine's origin. It is handed around by reference because
 * a double that crosses a call boundary costs a heap allocation.
 */
export type Instant = Float64Array;
