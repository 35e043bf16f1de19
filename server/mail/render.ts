import type { MailContent } from './templates/registry';

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

/** Draws a mail as HTML and as text. React Email is loaded at the first mail: pages never carry it. */
export async function renderMail(content: MailContent, distributorName: string): Promise<RenderedMail> {
  const [{ render }, { createElement }, { MailLayout }] = await Promise.all([
    import('@react-email/render'),
    import('react'),
    import('./templates/layout'),
  ]);
  return {
    subject: content.subject,
    html: await render(createElement(MailLayout, { content, distributorName })),
    text: textOf(content, distributorName),
  };
}

/** The text part; the link stands alone on its line, so that mail programs make it one they can open. */
export function textOf(content: MailContent, distributorName: string): string {
  const { greeting, sentences, button, href, why } = content;
  return `${[distributorName, greeting, sentences.join('\n'), `${button}:\n${href}`, `--\n${why}`].join('\n\n')}\n`;
}
