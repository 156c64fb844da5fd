import { useEffect, useMemo } from 'preact/hooks';
import { openHome, pressInView } from '../client/deeds.js';
import { me, views } from '../client/workspace.js';
import { Blocks } from '../kit/block.js';
import { Form } from '../kit/form.js';

/** The Home tab of the bot, as it shows it to this person. */
export function Home() {
  const user = me.value;
  useEffect(() => void openHome(), [user]);
  const form = useMemo(() => new Form(), [user]);
  const view = [...views.value.values()].find((each) => each.type === 'home' && each.user === user);
  return (
    <section class="home" aria-label="Home" tabIndex={0}>
      {view === undefined ? (
        <p class="empty">This app shows nothing here yet.</p>
      ) : (
        <Blocks blocks={view.blocks} acting={{ form, press: (press) => void pressInView(view, form, press) }} />
      )}
    </section>
  );
}
