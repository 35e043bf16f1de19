import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Segments } from '@/components/ui/segments';
import { StatusBadge, StatusGlyph, StatusLine } from '@/components/ui/status';
import { STATUS_WORDS, STATUSES } from '@/lib/status';

describe('a status', () => {
  it.each(STATUSES)('%s has a shape, a word and a colour', (status) => {
    for (const drawing of [
      <StatusLine key="line" status={status} />,
      <StatusBadge key="badge" status={status} />,
    ]) {
      const html = renderToStaticMarkup(drawing);
      expect(html).toContain('<svg');
      expect(html).toContain(STATUS_WORDS[status]);
      expect(html).toMatch(/text-(ok|accent|wait|warn|bad|muted)/);
    }
  });

  it('has a shape of its own', () => {
    const shapes = STATUSES.map((status) => shapeOf(renderToStaticMarkup(<StatusGlyph status={status} />)));
    expect(new Set(shapes).size).toBe(STATUSES.length);
  });

  it('shows another word and a note where they are given', () => {
    const html = renderToStaticMarkup(<StatusLine status="done" word="Success" note="3 min ago" />);
    expect(html).toContain('Success');
    expect(html).toContain('3 min ago');
    expect(html).not.toContain('Done');
  });
});

describe('segments', () => {
  const items = [
    { name: 'Profile', status: 'done' },
    { name: 'Contract active', status: 'attention', note: 'none yet' },
    { name: 'Admin activated', status: 'not_started' },
  ] as const;

  it('count what is done', () => {
    expect(textOf(renderToStaticMarkup(<Segments items={items} />))).toContain('1 of 3');
  });

  it('tell screen readers every task with its status', () => {
    const html = renderToStaticMarkup(<Segments items={items} href="/customers/t1" label="Northwind" />);
    const heard = textOf(
      html.replace(/<span[^>]*aria-hidden="true".*?<\/span><span class="tabular/s, '<span class="tabular'),
    );
    expect(heard).toBe(
      'Northwind: 1 of 3, Profile: Done, Contract active: Needs attention (none yet), Admin activated: Not started',
    );
  });

  it('name the first task that is not done when the row has the focus', () => {
    const html = renderToStaticMarkup(<Segments items={items} href="/customers/t1" />);
    const onFocus = html.split('group-focus-visible/segments:block').slice(1);
    expect(onFocus).toHaveLength(1);
    expect(onFocus[0]).toMatch(/^[^<]*<span[^>]*>Contract active/);
  });
});

/** The drawing without its colour class. */
function shapeOf(html: string): string {
  return html.replace(/^<svg[^>]*>/, '');
}

function textOf(html: string): string {
  return html.replaceAll(/<[^>]*>/g, '');
}
