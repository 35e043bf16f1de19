'use client';

import { useEffect } from 'react';

/**
 * Arrow keys in the tree: up and down move by a row, Home and End to its ends, left to the parent, right to the first child. Enter
 * opens, as on any link; Escape folds an open list of tasks.
 */
export function TreeKeys({ within }: { within: string }) {
  useEffect(() => {
    const tree = document.getElementById(within);
    if (!tree) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') return fold(tree);
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const target = destination(tree, event.key);
      if (!target) return;
      event.preventDefault();
      target.focus();
    };
    tree.addEventListener('keydown', onKey);
    return () => tree.removeEventListener('keydown', onKey);
  }, [within]);
  return null;
}

function destination(tree: HTMLElement, key: string): HTMLElement | undefined {
  const rows = [...tree.querySelectorAll<HTMLElement>('[data-row]')];
  const active = document.activeElement;
  const own = active?.closest('tr')?.querySelector<HTMLElement>('[data-row]');
  const at = own ? rows.indexOf(own) : -1;
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return rows[at + 1];
    case 'ArrowUp':
      return at > 0 ? rows[at - 1] : undefined;
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    case 'ArrowLeft':
      return row && rows.slice(0, at).findLast((other) => depthOf(other) < depthOf(row));
    case 'ArrowRight': {
      const next = rows[at + 1];
      return row && next && depthOf(next) > depthOf(row) ? next : undefined;
    }
    default:
      return undefined;
  }
}

function depthOf(row: HTMLElement): number {
  return Number(row.dataset.depth ?? 0);
}

function fold(tree: HTMLElement): void {
  const open = tree.querySelector<HTMLDetailsElement>('details[open]');
  if (!open) return;
  open.removeAttribute('open');
  open.querySelector('summary')?.focus();
}
