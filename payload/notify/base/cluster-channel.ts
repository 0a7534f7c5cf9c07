/**
 * Questions of the agent over the channel between a cluster's primary and a worker. Node delivers a message with a `cmd`
 * of NODE_… as 'internalMessage', so the app never sees it (child_process, subprocess.send()).
 */

import { clearTimeout, setTimeout } from './timers.ts';

/** A question, and with further members its reply. */
export interface Question {
  cmd: `NODE_NOTIFY_${string}`;
  id: number;
}

type Listening = (event: 'internalMessage' | 'disconnect', listener: (message?: unknown) => void) => unknown;

/** The other side: of a worker its primary is `process`. */
export type Channel = Pick<NodeJS.Process, 'send'> & { on: Listening; removeListener: Listening };

/** No question has this number. */
const ANNOUNCEMENT = 0;

let lastId = ANNOUNCEMENT;

/** The reply to a question. Undefined if the other side has ended, or tells none within `timeoutMs`. */
export function ask<Asked extends Question>(
  channel: Channel,
  question: Omit<Asked, 'id'>,
  timeoutMs: number,
): Promise<Asked | undefined> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const conclude = (reply?: Asked): void => {
      clearTimeout(timer);
      channel.removeListener('internalMessage', onReply);
      channel.removeListener('disconnect', onEnd);
      resolve(reply);
    };
    const onEnd = (): void => conclude();
    const onReply = (message: unknown): void => {
      const reply = message as Asked | undefined;
      if (reply?.cmd === question.cmd && reply.id === id) conclude(reply);
    };
    const timer = setTimeout(onEnd, timeoutMs).unref();
    channel.on('internalMessage', onReply);
    channel.on('disconnect', onEnd);
    send(channel, { ...question, id }, onEnd);
  });
}

/** Replies to each question of the kind `cmd`. */
export function answer<Asked extends Question>(
  channel: Channel,
  cmd: Asked['cmd'],
  reply: (question: Asked) => Promise<Partial<Asked>>,
): void {
  channel.on('internalMessage', async (message) => {
    const question = message as Asked | undefined;
    if (question?.cmd === cmd) send(channel, { ...question, ...(await reply(question)) }, () => {});
  });
}

/** Tells the other side that this one answers questions of the kind `cmd` from now on. */
export function announce(channel: Channel, cmd: Question['cmd']): void {
  send(channel, { cmd, id: ANNOUNCEMENT }, () => {});
}

/** Whether the other side has said so. */
export function hearAnnouncement(channel: Channel, cmd: Question['cmd']): () => boolean {
  let isAnnounced = false;
  channel.on('internalMessage', (message) => {
    if ((message as Question | undefined)?.cmd === cmd) isAnnounced = true;
  });
  return () => isAnnounced;
}

function send(channel: Channel, message: Question, onError: () => void): void {
  // Without a callback, an error of a channel that closes meanwhile would be an error of the app.
  const done = (error: Error | null): void => void (error && onError());
  try {
    if (channel.send) channel.send(message, undefined, undefined, done);
    else onError();
  } catch {
    onError();
  }
}
