interface Gap {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Stretches in which trades may have been missed. */
export class Gaps {
  #closed: Gap[] = [];
  /** Start of a gap that has no end yet; NaN = none. */
  #openFromNs = Number.NaN;

  /** Adds a gap. One that ends at Infinity stays open until the next, which closes it with its own end. */
  mark(fromNs: number, toNs: number): void {
    const start = Number.isNaN(this.#openFromNs) ? fromNs : Math.min(fromNs, this.#openFromNs);
    if (toNs === Number.POSITIVE_INFINITY) {
      this.#openFromNs = start;
    } else {
      this.#openFromNs = Number.NaN;
      this.add(start, toNs);
    }
  }

  /** Adds a gap that has ended and leaves an open one as it is. */
  add(fromNs: number, toNs: number): void {
    this.#closed.push({ fromNs, toNs });
  }

  /** Could a trade with an arrival in (fromNs, toNs] have been missed? */
  touch(fromNs: number, toNs: number): boolean {
    return this.#openFromNs < toNs || this.#closed.some((gap) => gap.fromNs < toNs && gap.toNs > fromNs);
  }

  /** Forgets gaps that ended up to an instant. */
  forgetUntil(ns: number): void {
    if (this.#closed.length === 0) return;
    if (this.#closed.some((gap) => gap.toNs <= ns)) this.#closed = this.#closed.filter((gap) => gap.toNs > ns);
  }
}
