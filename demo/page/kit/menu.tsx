import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface MenuItem {
  readonly id: string;
  readonly name: ComponentChildren;
  /** What it is called where its name is a picture. */
  readonly label?: string;
  readonly choose: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly children: ComponentChildren;
  readonly class?: string;
  /** Side by side, as emoji are, and not below each other. */
  readonly inRow?: boolean;
}

/** A button that opens a menu: arrows go through it, Escape closes it, and so does going elsewhere. */
export function Menu({ label, items, children, class: look = '', inRow = false }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const id = useId();
  const buttons = (): readonly HTMLElement[] => [
    ...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []),
  ];
  useEffect(() => {
    if (!open) return;
    buttons()[0]?.focus();
    const elsewhere = (event: Event): void => {
      if (!(event.target instanceof Node) || box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    };
  }, [open]);
  const close = (): void => {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  const moved = (event: KeyboardEvent): void => {
    const all = buttons();
    const at = all.findIndex((button) => button === document.activeElement);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (event.key === 'Escape') close();
    else if (step !== undefined) all[(at + step + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span class="menu" ref={box}>
      <button
        type="button"
        class={look}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div
          id={id}
          class={inRow ? 'menu-items in-row' : 'menu-items'}
          role="menu"
          aria-label={label}
          onKeyDown={moved}
        >
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-label={item.label}
              title={item.label}
              onClick={() => {
                close();
                item.choose();
              }}
            >
              {item.name}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
