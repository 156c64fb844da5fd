import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { bot } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { SharedFile } from '../world/message.js';
import type { Names } from '../world/names.js';
import { joinedChannel, visibleMessage, type Method } from './method.js';

/** Kept in memory, so kept small. */
export const largestFile = 5 * 1024 * 1024;

interface Upload {
  readonly file: SharedFile;
  readonly secret: string;
  readonly content?: Uint8Array<ArrayBuffer>;
}

/** Uploads in the three steps Slack asks for: get an address, send the bytes there, complete. */
export class Files {
  readonly #names: Names;
  readonly #uploads = new Map<string, Upload>();

  constructor(names: Names) {
    this.#names = names;
  }

  begin(name: string, size: number): Upload {
    const id = this.#names.id('F0');
    const upload = { file: { id, name, title: name, size }, secret: randomUUID() };
    this.#uploads.set(id, upload);
    return upload;
  }

  /** False when there is no such upload. */
  receive(id: string, secret: string, content: Uint8Array<ArrayBuffer>): boolean {
    const upload = this.#uploads.get(id);
    if (upload?.secret !== secret) return false;
    this.#uploads.set(id, { ...upload, content });
    return true;
  }

  get(id: string): Upload | undefined {
    return this.#uploads.get(id);
  }
}

const getUploadUrl: Method = {
  token: 'bot',
  scopes: ['files:write'],
  perform: (given, { files, url }) => {
    const size = given.whole('length', 0, 1, Number.MAX_SAFE_INTEGER);
    if (size > largestFile) throw new SlackFailure('file_upload_size_restricted');
    const { file, secret } = files.begin(given.required('filename'), size);
    return { upload_url: `${url}/_upload/${file.id}/${secret}`, file_id: file.id };
  },
};

const completion = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1).max(10);

const completeUpload: Method = {
  token: 'bot',
  scopes: ['files:write'],
  perform: (given, { files, world }) => {
    const listed = completion.safeParse(given.json('files', 'invalid_arguments'));
    if (!listed.success) throw new SlackFailure('invalid_arguments');
    const shared = listed.data.map(({ id, title }) => {
      const upload = files.get(id);
      if (upload === undefined) throw new SlackFailure('file_not_found');
      if (upload.content === undefined) throw new SlackFailure('file_update_failed');
      return { ...upload.file, title: title ?? upload.file.title };
    });
    const channelId = given.text('channel_id');
    if (channelId !== undefined) {
      const channel = joinedChannel(world, channelId);
      const thread = given.text('thread_ts');
      const parent = thread === undefined ? undefined : visibleMessage(world, channel.id, thread);
      world.post({
        channel: channel.id,
        user: bot.userId,
        text: given.text('initial_comment') ?? '',
        files: shared,
        ...(parent !== undefined && { threadTs: parent.threadTs ?? parent.ts }),
      });
    }
    return { files: shared };
  },
};

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
