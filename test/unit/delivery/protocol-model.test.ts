import { describe, expect, it } from 'vitest';
import { explore, type Rules } from '../../model/send-protocol.ts';

const ours: Rules = { policy: 'evidence', atMostOnce: false, eventsMayBeLost: false };

describe('the send protocol, in every order of two workers, two crashes, two lost replies and a throttle', () => {
  it('sends no mail twice and loses none, as long as the Send event comes within the grace period', () => {
    const { reachable, terminal, duplicates, lost } = explore(ours);
    expect(reachable).toBeGreaterThan(300);
    expect(terminal.length).toBeGreaterThan(5);
    expect({ duplicates, lost }).toEqual({ duplicates: [], lost: [] });
    for (const { row, accepted } of terminal) expect({ row, accepted }).toEqual({ row: 'sent', accepted: 1 });
  });

  it('loses none even when the Send event never comes, and may then send one twice', () => {
    const { duplicates, lost } = explore({ ...ours, eventsMayBeLost: true });
    expect(lost).toEqual([]);
    expect(duplicates.length).toBeGreaterThan(0);
  });

  it('sends none twice where a campaign says at most once, whatever is lost; what nobody knows is told as unknown', () => {
    const { duplicates, lost, terminal } = explore({ ...ours, atMostOnce: true, eventsMayBeLost: true });
    expect({ duplicates, lost }).toEqual({ duplicates: [], lost: [] });
    expect(terminal.some(({ row }) => row === 'unknown')).toBe(true);
  });

  it('finds the duplicates of sending first and marking afterwards', () => {
    expect(explore({ ...ours, policy: 'send_then_mark' }).duplicates.length).toBeGreaterThan(0);
  });

  it('finds the duplicates and the loss of a lease whose end means: run it again', () => {
    const { duplicates, lost } = explore({ ...ours, policy: 'lease_and_rerun' });
    expect(duplicates.length).toBeGreaterThan(0);
    expect(lost.length).toBeGreaterThan(0);
  });
});
