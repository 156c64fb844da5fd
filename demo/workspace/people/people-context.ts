import type { AppEvents } from '../delivery/app-events.js';
import type { Courier } from '../delivery/courier.js';
import type { World } from '../world/world.js';
import type { Answers } from './answers.js';
import type { Views } from './views.js';

/** What people's deeds are done in, and by what the app hears of them. */
export interface PeopleContext {
  readonly world: World;
  readonly courier: Courier;
  readonly events: AppEvents;
  readonly answers: Answers;
  readonly views: Views;
}
