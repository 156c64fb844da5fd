import type { RunService } from '../../engine/run-service.js';
import type { UnsavedRuns } from '../../engine/run-service.js';
import type { RunId } from '../../roll/ids.js';
import { savedNews, unsavedNews } from '../render/unsaved-words.js';
import type { DeliveryStatus } from '../publish/delivery-status.js';
import type { OtherWays } from './alternate.js';
import { peopleOf } from './people-of.js';

/** Tells people in another way, too, when the state of a run cannot be saved, and when it can be again: once each. */
export function tellUnsaved({
  runService,
  unsaved,
  ways,
  deliveryStatus,
  signal,
}: {
  readonly runService: RunService;
  readonly unsaved: UnsavedRuns;
  readonly ways: Pick<OtherWays, 'tell'>;
  readonly deliveryStatus: Pick<DeliveryStatus, 'tokenError'>;
  readonly signal: AbortSignal;
}): void {
  const told = new Set<RunId>();
  const end = unsaved.subscribe((id) => {
    const run = runService.runs().find((each) => each.id === id);
    if (run === undefined) return;
    const trouble = unsaved.of(id);
    if ((trouble !== undefined) === told.has(id)) return;
    if (trouble === undefined) told.delete(id);
    else told.add(id);
    void ways.tell(
      trouble === undefined ? savedNews(run) : unsavedNews(run, trouble),
      peopleOf(run),
      deliveryStatus.tokenError === undefined,
    );
  });
  signal.addEventListener('abort', end, { once: true });
}
