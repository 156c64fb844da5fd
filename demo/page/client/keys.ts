import { closeThread } from './place.js';

/** Keys of the whole page: `/` begins a command, Escape closes the thread. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (event.key === 'Escape') closeThread();
    if (event.key !== '/' || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
    const box = document.getElementById('compose');
    // The key then goes on to the box.
    if (box instanceof HTMLTextAreaElement) box.focus();
  });
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && /^(TEXTAREA|SELECT|INPUT)$/.test(target.tagName);
