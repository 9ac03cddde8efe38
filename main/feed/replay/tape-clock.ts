/** Longest real time that one look at the clock may add: the tape stands still while the computer sleeps. */
const MAX_STEP_MS = 500;

/**
 * The position on a tape, Unix microseconds: runs `speed` times as fast as the monotonic clock, but never past `horizon`, the
 * arrival of the next trade that was not handed over; back only by `seek`.
 */
export class TapeClock {
  readonly #monotonicMs: () => number;
  #virtualUs: number;
  #positionUs: number;
  #horizonUs: number;
  #lastMs: number;
  #speed: number;
  #paused = true;
  /** While the tape runs at full speed to this place, whatever speed and pause say; null = it plays. */
  #seekingUs: number | null = null;

  constructor(startUs: number, speed: number, monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#virtualUs = startUs;
    this.#positionUs = startUs;
    this.#horizonUs = startUs;
    this.#lastMs = monotonicMs();
    this.#speed = speed;
  }

  get speed(): number {
    return this.#speed;
  }

  /** As fast as the receiver takes it. */
  get isUnpaced(): boolean {
    return this.#speed === Number.POSITIVE_INFINITY;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get seekingUs(): number | null {
    return this.#seekingUs;
  }

  /** Everything up to here is due; -Infinity while the tape stands still. */
  dueUs(): number {
    if (this.#seekingUs !== null) return this.#seekingUs;
    return this.#paused ? Number.NEGATIVE_INFINITY : this.#reachedUs();
  }

  positionUs(): number {
    const reachedUs = this.#seekingUs ?? this.#reachedUs();
    this.#positionUs = Math.max(this.#positionUs, Math.floor(Math.min(reachedUs, this.#horizonUs)));
    return this.#positionUs;
  }

  /** Real milliseconds until the tape reaches an instant; Infinity while paused. */
  msUntil(us: number): number {
    return this.#paused ? Number.POSITIVE_INFINITY : Math.max(0, (us - this.#reachedUs()) / 1_000 / this.#speed);
  }

  /** Everything up to this instant was handed over, and nothing is known beyond it yet. */
  setHorizon(us: number): void {
    this.#horizonUs = us;
  }

  /** Changes the pace from the present position on. */
  setSpeed(speed: number): void {
    this.#virtualUs = this.positionUs();
    this.#speed = speed;
  }

  setPaused(paused: boolean): void {
    this.#virtualUs = this.positionUs();
    this.#paused = paused;
  }

  /** Goes to `fromUs` at once, and from there at full speed to `toUs`. */
  seek(fromUs: number, toUs: number): void {
    this.#positionUs = fromUs;
    this.#horizonUs = fromUs;
    this.#seekingUs = toUs;
  }

  /** Plays on from the place that was sought, or from an earlier one where the tape ends before it. */
  endSeek(): void {
    if (this.#seekingUs === null) return;
    this.#virtualUs = this.#seekingUs;
    this.#lastMs = this.#monotonicMs();
    this.#seekingUs = null;
  }

  /** Where the tape would be if everything due had been handed over; Infinity at full speed. */
  #reachedUs(): number {
    const now = this.#monotonicMs();
    const stepMs = Math.min(MAX_STEP_MS, now - this.#lastMs);
    this.#lastMs = now;
    if (this.#paused) return this.#virtualUs;
    if (this.isUnpaced) return Number.POSITIVE_INFINITY;
    this.#virtualUs += stepMs * 1_000 * this.#speed;
    return this.#virtualUs;
  }
}
