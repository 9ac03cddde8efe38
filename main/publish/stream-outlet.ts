/** Where the frames of one viewer go: a WebSocket or the window's MessagePort. */
export interface StreamOutlet {
  /** Never throws; a frame for a closed connection is dropped. */
  send(text: string): void;
  /** What was handed over and has not left yet. */
  bufferedBytes(): number;
  /** Ends the connection for good, even if the other side does not read. */
  close(code: number, reason: string): void;
  /** The other side has handled this many characters since the start; only where the transport has no count of its own. */
  acknowledge?(chars: number): void;
}

/**
 * An outlet over a transport without a buffer count (a MessagePort): what was sent and not yet acknowledged by the
 * page counts as buffered.
 */
export function acknowledgedOutlet(port: {
  readonly post: (text: string) => void;
  readonly close: (code: number, reason: string) => void;
}): StreamOutlet {
  let sent = 0;
  let acknowledged = 0;
  return {
    send(text) {
      sent += text.length;
      port.post(text);
    },
    bufferedBytes: () => sent - acknowledged,
    close: port.close,
    acknowledge(chars) {
      acknowledged = Math.min(sent, Math.max(acknowledged, chars));
    },
  };
}
