import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Checkbox, CheckboxGroup, RadioGroup } from '@/components/ui/choice';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitButton } from '@/components/ui/submit-button';
import { Textarea } from '@/components/ui/textarea';
import type { FormState } from '@/lib/form-state';

const action = async (state: FormState) => state;
const options = [
  { value: 'a', label: 'Coastline' },
  { value: 'b', label: 'Harbour Resale' },
];

describe('a form that was refused', () => {
  const refused = {
    status: 'error',
    message: 'Some fields need another look.',
    fieldErrors: { domain: 'This is not a domain name.', kind: 'Choose one.', agreed: 'This is needed.' },
    values: {
      domain: 'fjord foods',
      notes: 'Call first',
      parent: 'b',
      kind: 'b',
      accounts: ['a', 'b'],
      agreed: 'on',
      password: 'secret',
    },
  } satisfies FormState;

  it('says so on top', () => {
    const html = draw(refused, null);
    expect(html).toMatch(/role="alert"/);
    expect(html).toContain('Some fields need another look.');
  });

  it.each(['', 'version'])('says on top what is wrong with a value that no field shows: "%s"', (name) => {
    const state = { ...refused, fieldErrors: { ...refused.fieldErrors, [name]: 'This form is too old.' } };
    const html = renderToStaticMarkup(
      <Form action={action} initialState={state} hidden={{ version: '7' }}>
        {null}
      </Form>,
    );
    expect(html).toContain('This form is too old.');
    expect(html).not.toContain('Some fields need another look.');
  });

  it('ties each error and hint to its input', () => {
    const html = draw(refused, <Input name="domain" label="Domain name" hint="As in their email." />);
    const described = /aria-describedby="([^"]+)"/.exec(html)?.[1]?.split(' ') ?? [];
    expect(described.map((id) => textOfElement(html, id))).toEqual([
      'As in their email.',
      'Error: This is not a domain name.',
    ]);
    expect(html).toContain('aria-invalid="true"');
  });

  it('names the input by its label', () => {
    const html = draw(refused, <Input name="domain" label="Domain name" />);
    const id = /<input[^>]* id="([^"]+)"[^>]*name="domain"/.exec(html)?.[1];
    expect(id).toBeTruthy();
    expect(html).toContain(`<label for="${id}"`);
  });

  it('keeps what was typed', () => {
    expect(draw(refused, <Input name="domain" label="Domain name" />)).toContain('value="fjord foods"');
    expect(draw(refused, <Textarea name="notes" label="Notes" />)).toMatch(/>Call first<\/textarea>/);
    expect(draw(refused, <Select name="parent" label="Select parent" options={options} />)).toMatch(
      /<option value="b" selected="">/,
    );
    expect(checkedIn(draw(refused, <RadioGroup name="kind" label="Kind" options={options} />))).toEqual([
      'b',
    ]);
    expect(
      checkedIn(draw(refused, <CheckboxGroup name="accounts" label="Accounts" options={options} />)),
    ).toEqual(['a', 'b']);
    expect(checkedIn(draw(refused, <Checkbox name="agreed" label="Agreed" />))).toEqual(['on']);
  });

  it('keeps a box unchecked that was unchecked, whatever it began with', () => {
    const state = { ...refused, values: { ...refused.values, accounts: [] } };
    const html = draw(
      state,
      <CheckboxGroup name="accounts" label="Accounts" options={options} defaultValue={['a']} />,
    );
    expect(checkedIn(html)).toEqual([]);
  });

  it('never shows a password again', () => {
    expect(draw(refused, <Input name="password" type="password" label="Password" />)).not.toContain('secret');
  });

  it('shows the error of a group under its legend', () => {
    const html = draw(refused, <RadioGroup name="kind" label="Kind" options={options} />);
    const described = /<fieldset[^>]*aria-describedby="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(textOfElement(html, described)).toBe('Error: Choose one.');
  });
});

describe('a form that was not sent yet', () => {
  it('begins with the given values and without a message', () => {
    const html = draw(
      { status: 'idle' },
      <Input name="domain" label="Domain name" defaultValue="a.example" />,
    );
    expect(html).toContain('value="a.example"');
    expect(html).not.toContain('role="alert"');
    expect(html).not.toContain('aria-invalid=');
  });

  it('chooses nothing where a choice is needed', () => {
    const html = draw(
      { status: 'idle' },
      <Select name="parent" label="Select parent" placeholder="Choose a reseller" options={options} />,
    );
    expect(html).toMatch(/<option value="" selected="">Choose a reseller/);
  });

  it('says on the submit button what it does, and hides the pending words', () => {
    const html = draw(
      { status: 'idle' },
      <SubmitButton pendingLabel="Saving…">Save and continue</SubmitButton>,
    );
    expect(html).toMatch(/type="submit"/);
    expect(html).toMatch(/aria-hidden="true"[^>]*>Saving…/);
    expect(html).not.toContain('aria-disabled=');
  });

  it('carries hidden values', () => {
    const html = renderToStaticMarkup(
      <Form action={action} hidden={{ version: '7' }}>
        {null}
      </Form>,
    );
    expect(html).toContain('<input type="hidden" name="version" value="7"/>');
  });
});

function draw(state: FormState, children: ReactNode): string {
  return renderToStaticMarkup(
    <Form action={action} initialState={state}>
      {children}
    </Form>,
  );
}

function textOfElement(html: string, id: string): string {
  const from = html.slice(html.indexOf(`id="${id}"`));
  return from.slice(from.indexOf('>') + 1, from.indexOf('</p>')).replaceAll(/<[^>]*>/g, '');
}

function checkedIn(html: string): string[] {
  const inputs = html.match(/<input[^>]*>/g) ?? [];
  return inputs
    .filter((input) => input.includes('checked=""'))
    .map((input) => /value="([^"]*)"/.exec(input)?.[1] ?? '');
}
