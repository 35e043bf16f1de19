import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AccountId } from '@/components/ui/account-id';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checklist } from '@/components/ui/checklist';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Icon, iconNames } from '@/components/ui/icon';
import { Stepper } from '@/components/ui/stepper';
import { Table, TableCell, TableRow } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { Timeline } from '@/components/ui/timeline';

describe('icons', () => {
  it.each(iconNames)('%s is drawn and silent', (name) => {
    const html = renderToStaticMarkup(<Icon name={name} />);
    expect(html).toMatch(/aria-hidden="true".*<(path|circle|rect|line|polyline)/);
  });
});

describe('an account ID', () => {
  it('is shown as AWS shows it', () => {
    expect(renderToStaticMarkup(<AccountId id="123456789012" copy={false} />)).toContain('>1234-5678-9012<');
  });
});

describe('a time', () => {
  it('is relative, with the exact time and zone on hover', () => {
    const html = renderToStaticMarkup(<Time iso="2026-11-23T13:50:00Z" now="2026-11-23T14:02:00Z" />);
    expect(html).toBe(
      '<time dateTime="2026-11-23T13:50:00Z" title="23 Nov 2026, 13:50:00 UTC">12 min ago</time>',
    );
  });

  it('has no title that repeats it', () => {
    expect(renderToStaticMarkup(<Time iso="2026-11-23T13:50:00Z" />)).not.toContain('title=');
  });
});

describe('without JavaScript', () => {
  it('a copy button is not visible', () => {
    expect(renderToStaticMarkup(<CopyButton value="x" label="external ID" />)).toMatch(
      /class="[^"]*\binvisible\b/,
    );
  });

  it('a dialog unfolds in place', () => {
    const html = renderToStaticMarkup(
      <Dialog trigger="Cancel contract" title="Cancel this contract?">
        It ends now.
      </Dialog>,
    );
    expect(html).toMatch(/^<details/);
    expect(html).toContain('It ends now.');
  });
});

describe('a link to a new tab', () => {
  it('says so and gives nothing away', () => {
    const html = renderToStaticMarkup(
      <ButtonLink href="https://console.example" newTab>
        Open AWS CloudFormation Console
      </ButtonLink>,
    );
    expect(html).toContain('rel="noopener noreferrer"');
    expect(html).toContain('(opens a new tab)');
  });
});

describe('a callout', () => {
  it('tells its tone in words too', () => {
    expect(renderToStaticMarkup(<Callout tone="bad" title="The bucket does not exist" />)).toContain(
      'Failed: ',
    );
  });

  it('interrupts only when it is bad and appears while the page is open', () => {
    expect(renderToStaticMarkup(<Callout tone="bad" title="x" />)).not.toContain('role=');
    expect(renderToStaticMarkup(<Callout tone="bad" title="x" live />)).toContain('role="alert"');
    expect(renderToStaticMarkup(<Callout tone="wait" title="x" live />)).toContain('role="status"');
  });
});

describe('a checklist', () => {
  const html = renderToStaticMarkup(
    <Checklist
      label="Checks"
      checks={[
        { key: 'a', status: 'done', name: 'Manifest is readable' },
        {
          key: 'b',
          status: 'failed',
          name: 'Time granularity',
          seen: 'DAILY',
          needed: 'HOURLY',
          fix: 'Make a new one.',
        },
      ]}
    />,
  );

  it('shows passed checks too', () => {
    expect(html).toContain('Done: </span>Manifest is readable');
  });

  it('puts seen and needed side by side only where a check failed', () => {
    expect(html.match(/Seen/g)).toHaveLength(1);
    expect(html).toMatch(/Seen<\/dt><dd[^>]*>DAILY.*Needed<\/dt><dd[^>]*>HOURLY/);
  });
});

describe('a stepper', () => {
  const html = renderToStaticMarkup(
    <Stepper
      label="Steps"
      steps={[
        { key: 'a', label: 'Review', state: 'done', href: '/review' },
        { key: 'b', label: 'Account', state: 'due', current: true },
        { key: 'c', label: 'Insights', state: 'later', optional: true },
      ]}
    />,
  );

  it('links done steps only', () => {
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain('href="/review"');
  });

  it('tells which step is open', () => {
    expect(html).toMatch(/aria-current="step".*Account/);
    expect(html.match(/aria-current/g)).toHaveLength(1);
  });
});

describe('a table', () => {
  const html = renderToStaticMarkup(
    <Table
      label="Reports"
      columns={[
        { key: 'name', label: 'Name' },
        { key: 'act', label: 'Action', quiet: true },
      ]}
    >
      <TableRow>
        <TableCell head>hourly</TableCell>
        <TableCell>Open</TableCell>
      </TableRow>
    </Table>,
  );

  it('has a caption, column heads and row heads', () => {
    expect(html).toMatch(/<caption[^>]*>Reports/);
    expect(html.match(/scope="col"/g)).toHaveLength(2);
    expect(html).toMatch(/<th scope="row"[^>]*>hourly/);
  });

  it('can be scrolled by keyboard', () => {
    expect(html).toMatch(/<section aria-label="Reports" tabindex="0"/i);
  });
});

describe('a timeline', () => {
  it('says the status of each entry and its time', () => {
    const html = renderToStaticMarkup(
      <Timeline label="Stack" entries={[{ key: 'a', status: 'done', text: 'Link made', aside: '14:02' }]} />,
    );
    expect(html).toMatch(/Done: <\/span>Link made.*14:02/);
  });
});
