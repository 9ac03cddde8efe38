/** Slots of a generation's table, a power of two, at most half of them used. */
const SLOTS = 1 << 18;
const SLOT_MASK = SLOTS - 1;
/** Together the two generations remember the last 100,000 to 200,000 ids. */
const MAX_PER_GENERATION = 100_000;
const MAX_GENERATION_AGE_MS = 10 * 60_000;

/**
 * Remembers the identities (pair, exchange, id) of recent trades: those of the last 10 minutes, up to 100,000 at least and
 * 200,000 at most. An identity is kept as a 64-bit hash, in 4 MB that never grow and give the garbage collector
 * nothing to do: a Set of strings costs four times the time and ten times the memory. The chance that a new trade is
 * mistaken for a known one is 200,000 / 2^64, about once in 10^14 trades.
 */
export class RecentIds {
  #current = new Uint32Array(2 * SLOTS);
  #previous = new Uint32Array(2 * SLOTS);
  #count = 0;
  #startedMs = 0;

  /** True if the trade is new, which remembers it; false if it was seen. `nowMs` is any clock that does not go back. */
  add(pair: string, exchange: number, id: string, nowMs: number): boolean {
    if (this.#count === 0) this.#startedMs = nowMs;
    else if (this.#count >= MAX_PER_GENERATION || nowMs - this.#startedMs > MAX_GENERATION_AGE_MS) this.#rotate(nowMs);

    let low = 0xdeadbeef ^ exchange;
    let high = 0x41c6ce57 ^ exchange;
    for (let part = 0; part < 2; part++) {
      const text = part === 0 ? pair : id;
      // Two characters a step; the length keeps pair "A" with id "BC" apart from pair "AB" with id "C".
      const pairsEnd = text.length & ~1;
      for (let i = 0; i < pairsEnd; i += 2) {
        const chars = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
        low = Math.imul(low ^ chars, 0x9e3779b1);
        low ^= low >>> 15;
        high = Math.imul(high ^ chars, 0x5f356495);
        high ^= high >>> 13;
      }
      const last = (pairsEnd < text.length ? text.charCodeAt(pairsEnd) : 0) | (text.length << 16);
      low = Math.imul(low ^ last, 0x9e3779b1);
      high = Math.imul(high ^ last, 0x5f356495);
    }
    low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
    high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
    low >>>= 0;
    high >>>= 0;
    if (low === 0 && high === 0) high = 1;

    if (slotOf(this.#previous, low, high) >= 0) return false;
    const slot = slotOf(this.#current, low, high);
    if (slot >= 0) return false;
    this.#current[~slot] = low;
    this.#current[~slot + 1] = high;
    this.#count += 1;
    return true;
  }

  #rotate(nowMs: number): void {
    const freed = this.#previous;
    freed.fill(0);
    this.#previous = this.#current;
    this.#current = freed;
    this.#count = 0;
    this.#startedMs = nowMs;
  }
}

/** Index of the hash in the table, or the complement of the free index where it belongs (linear probing). */
function slotOf(table: Uint32Array, low: number, high: number): number {
  let slot = (low & SLOT_MASK) * 2;
  for (;;) {
    const slotLow = table[slot] as number;
    const slotHigh = table[slot + 1] as number;
    if (slotLow === low && slotHigh === high) return slot;
    if (slotLow === 0 && slotHigh === 0) return ~slot;
    slot = (slot + 2) & (2 * SLOTS - 1);
  }
}
