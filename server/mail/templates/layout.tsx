import { Body, Button, Container, Head, Hr, Html, Link, Preview, Text } from '@react-email/components';
import type { MailContent } from './registry';

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';
const text = { fontFamily: font, fontSize: '16px', lineHeight: '24px', margin: '0 0 16px' };
const small = { ...text, fontSize: '13px', lineHeight: '20px' };

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

/** One column of 560 px: the distributor's name, two sentences, one button, the same link as text, who sent it and why. */
export function MailLayout({ content, distributorName }: { content: MailContent; distributorName: string }) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{dark}</style>
      </Head>
      <Preview>{content.sentences[0]}</Preview>
      <Body className="ground" style={{ backgroundColor: '#ffffff', margin: 0, padding: '32px 16px' }}>
        <Container style={{ maxWidth: '560px' }}>
          <Text className="ink" style={{ ...text, color: '#14201f', fontWeight: 600 }}>
            {distributorName}
          </Text>
          <Hr className="line" style={{ borderColor: '#d9e0e0', margin: '0 0 24px' }} />
          <Text className="ink" style={{ ...text, color: '#14201f' }}>
            {content.greeting}
          </Text>
          <Text className="ink" style={{ ...text, color: '#14201f' }}>
            {content.sentences.join(' ')}
          </Text>
          <Button
            className="button"
            href={content.href}
            style={{
              ...{ fontFamily: font, fontSize: '16px', fontWeight: 600, borderRadius: '8px' },
              ...{ backgroundColor: '#0b6660', color: '#ffffff', padding: '12px 20px', margin: '8px 0 24px' },
            }}
          >
            {content.button}
          </Button>
          <Text className="muted" style={{ ...small, color: '#55635f', wordBreak: 'break-all' }}>
            <Link className="muted" href={content.href} style={{ color: '#55635f' }}>
              {content.href}
            </Link>
          </Text>
          <Hr className="line" style={{ borderColor: '#d9e0e0', margin: '8px 0 16px' }} />
          <Text className="muted" style={{ ...small, color: '#55635f' }}>
            {content.why}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
