import { z } from 'zod';
import { bot } from '../facts.js';
import { SlackFailure } from '../failure.js';
import { largestFile } from '../world/uploads.js';
import { joinedChannel, visibleMessage, type Method } from './method.js';

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

const completion = z
  .array(z.object({ id: z.string(), title: z.string().optional() }))
  .min(1)
  .max(10);

const completeUpload: Method = {
  token: 'bot',
  scopes: ['files:write'],
  perform: (given, { files, world, url }) => {
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
    return { files: shared.map((file) => ({ ...file, permalink: `${url}/files/${file.id}` })) };
  },
};

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
