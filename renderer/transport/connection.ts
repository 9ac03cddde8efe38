import type { ClientMessage } from '../../main/publish/stream-messages.ts';

/** What happens on a connection. Nothing is called after `onClose`. */
export interface ConnectionEvents {
  /** One frame of the stream, see main/publish/stream-messages.ts. */
  readonly onFrame: (text: string) => void;
  /** The connection is over, or never came to be; `reason` is for people. */
  readonly onClose: (reason: string) => void;
}

/** One life of a stream, over a WebSocket or a MessagePort. */
export interface Connection {
  /** Sends to the server; dropped when the connection is not open. */
  send(message: ClientMessage): void;
  /** Says that frames of so many characters have been dealt with (a MessagePort has no back-pressure of its own). */
  handled(chars: number): void;
  /** Ends the connection without calling `onClose`. */
  close(): void;
}

/** Opens one connection; called again for every new attempt. */
export type Connect = (events: ConnectionEvents) => Connection;
