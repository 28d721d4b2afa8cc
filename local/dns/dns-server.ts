import { createSocket } from 'node:dgram';
import { readQuestion, writeAnswer } from './message.ts';
import type { Zone } from './zone.ts';

export interface DnsServer {
  close(): Promise<void>;
}

/** Answers questions of this machine by UDP. What is no question gets no answer. */
export async function listenForNames(zone: Zone, port: number): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    try {
      const question = readQuestion(message);
      const values = question.type ? zone.lookup(question.type, question.name) : [];
      socket.send(writeAnswer(question, values), from.port, from.address);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', resolve);
  });
  return { close: () => new Promise((resolve) => socket.close(() => resolve())) };
}
