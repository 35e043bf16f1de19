import type { CSSProperties } from 'react';
import type { MailContent } from './registry';

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';
const ink = '#14201f';
const muted = '#55635f';
const text: CSSProperties = { font: `16px/24px ${font}`, color: ink, margin: '0 0 16px' };
const small: CSSProperties = { font: `13px/20px ${font}`, color: muted, margin: '0 0 16px' };
const line: CSSProperties = { border: 0, borderTop: '1px solid #d9e0e0', margin: '0 0 24px' };
const hidden: CSSProperties = { display: 'none', overflow: 'hidden', maxHeight: 0, opacity: 0 };
const button: CSSProperties = {
  ...{ display: 'inline-block', borderRadius: '8px', padding: '12px 20px', textDecoration: 'none' },
  ...{ font: `600 16px/24px ${font}`, backgroundColor: '#0b6660', color: '#ffffff' },
};

/** Mail programs that turn colours by themselves are told that both schemes are designed. */
const dark = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background-color: #12181a !important; }
  .ink { color: #eef3f3 !important; }
  .muted { color: #a9b6b8 !important; }
  .line { border-color: #37454a !important; }
  .button { background-color: #5cc4bb !important; color: #06201e !important; }
}`;

/**
 * One column of 560 px: the distributor's name, two sentences, one button, the same link as text, who sent it and why.
 * Plain elements, as @react-email/components costs 45 MB and seconds to load; a table holds the width in Outlook.
 */
export function MailLayout({ content, distributorName }: { content: MailContent; distributorName: string }) {
  return (
    <html lang="en" dir="ltr">
      {/* biome-ignore lint/style/noHeadElement: this is a mail, not a page of Next */}
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=UTF-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{content.subject}</title>
        <style>{dark}</style>
      </head>
      <body className="ground" style={{ backgroundColor: '#ffffff', margin: 0, padding: '32px 16px' }}>
        <div style={hidden}>{content.sentences[0]}</div>
        <table
          role="presentation"
          align="center"
          width="100%"
          style={{ maxWidth: '560px', margin: '0 auto' }}
        >
          <tbody>
            <tr>
              <td>
                <Column content={content} distributorName={distributorName} />
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  );
}

function Column({ content, distributorName }: { content: MailContent; distributorName: string }) {
  return (
    <>
      <p className="ink" style={{ ...text, fontWeight: 600 }}>
        {distributorName}
      </p>
      <hr className="line" style={line} />
      <p className="ink" style={text}>
        {content.greeting}
      </p>
      <p className="ink" style={text}>
        {content.sentences.join(' ')}
      </p>
      <p style={{ margin: '8px 0 24px' }}>
        <a className="button" href={content.href} style={button}>
          {content.button}
        </a>
      </p>
      <p className="muted" style={{ ...small, wordBreak: 'break-all' }}>
        <a className="muted" href={content.href} style={{ color: muted }}>
          {content.href}
        </a>
      </p>
      <hr className="line" style={line} />
      <p className="muted" style={small}>
        {content.why}
      </p>
    </>
  );
}
