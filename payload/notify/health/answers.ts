/**
 * Counts the answers of a server to its clients. A count costs some time at each request, so it runs while there is doubt
 * about the server's health.
 */
import type http from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Listener } from '../servers/servers.ts';
import { USER_AGENT } from './ask.ts';

interface AnswerCount {
  /** Answers that the app has finished since the beginning. The agent's own questions and server errors do not count. */
  count(): number;
  end(): void;
}

/** Begins to count. */
export function countAnswers({ server, protocol }: Listener): AnswerCount {
  let answers = 0;
  const onFinished = (status: number): void => {
    if (status < 500) answers += 1;
  };
  const onRequest = ({ rawHeaders }: http.IncomingMessage, response: http.ServerResponse): void => {
    if (rawHeaders.includes(USER_AGENT)) return;
    response.once('finish', () => onFinished(response.statusCode));
  };
  const onStream = (stream: ServerHttp2Stream, headers: http.IncomingHttpHeaders): void => {
    if (headers['user-agent'] === USER_AGENT) return;
    stream.once('finish', () => onFinished(Number(stream.sentHeaders?.[':status'])));
  };
  // A listener for 'request' would switch on the interface of HTTP/2 that the app may not use.
  const isHttp2 = protocol === 'http2' || protocol === 'https2';
  const [event, listener] = isHttp2 ? ['stream', onStream] : ['request', onRequest];
  server.on(event as 'connection', listener as () => void);
  return {
    count: () => answers,
    end: () => void server.removeListener(event as 'connection', listener as () => void),
  };
}
