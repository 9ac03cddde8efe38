import { open, rm } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';

/** Where a value lies in the file. */
export interface BlockPlace {
  readonly position: number;
  readonly length: number;
}

/** Values (whatever structured clone takes) that memory has no room for, in a temporary file. */
export interface BlockSpill<T> {
  write(values: readonly T[]): Promise<BlockPlace[]>;
  read(place: BlockPlace): Promise<T>;
  /** Removes the file. */
  close(): Promise<void>;
}

/** Creates the file, which must not exist. */
export async function createBlockSpill<T>(path: string): Promise<BlockSpill<T>> {
  const file = await open(path, 'wx+');
  let end = 0;
  return {
    async write(values) {
      const parts = values.map((value) => serialize(value));
      const places = parts.map((part) => {
        const place = { position: end, length: part.length };
        end += part.length;
        return place;
      });
      await file.appendFile(Buffer.concat(parts));
      return places;
    },
    async read({ position, length }) {
      const bytes = Buffer.alloc(length);
      for (let done = 0; done < length; ) {
        const { bytesRead } = await file.read(bytes, done, length - done, position + done);
        if (bytesRead === 0) throw new Error(`${path} ends too early`);
        done += bytesRead;
      }
      return deserialize(bytes) as T;
    },
    async close() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}
