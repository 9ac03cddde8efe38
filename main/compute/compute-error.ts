/** Something about input or output that ends a computation; the message is for people. */
export class ComputeError extends Error {
  override readonly name = 'ComputeError';
}
