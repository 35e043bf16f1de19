import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { whatIsDecrypted, whatIsRead } from '@/lib/connecting';
import { Reading } from './review-step';

test('Review names every statement that the template can hold, with its actions', () => {
  const html = renderToStaticMarkup(<Reading />);
  for (const { what, actions } of [...whatIsRead, whatIsDecrypted]) {
    expect(html).toContain(what);
    for (const action of actions) expect(html).toContain(action);
  }
});
