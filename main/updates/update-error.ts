/** An update that is refused or cannot be had; the message is for people. */
export class UpdateError extends Error {}
