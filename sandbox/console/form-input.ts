import type { IncomingMessage } from 'node:http';

/** A template may have 1 MB; the rest of a form is small. */
const LARGEST = 2 * 1024 * 1024;

/** Raised when a form does not come from this console, or is no form. */
export class FormRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The fields of a posted form, urlencoded or multipart; a file counts as its text. Refuses a form of another origin:
 * a page elsewhere could otherwise press the console's buttons.
 */
export async function readForm(request: IncomingMessage): Promise<Map<string, string>> {
  const { host = '', origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`)
    throw new FormRefused(403, 'The form comes from another origin.');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST) throw new FormRefused(413, 'The form is larger than 2 MB.');
    chunks.push(bytes);
  }
  const type = request.headers['content-type'] ?? '';
  const posted = new Request('http://127.0.0.1/', {
    method: 'POST',
    headers: { 'content-type': type },
    body: Buffer.concat(chunks),
  });
  const fields = new Map<string, string>();
  try {
    for (const [name, value] of await posted.formData()) {
      const text = typeof value === 'string' ? value : await value.text();
      if (!fields.get(name)) fields.set(name, text);
    }
  } catch {
    throw new FormRefused(400, 'The body is no form.');
  }
  return fields;
}

/** Lines as they were: a form sends CR LF for each. */
export function textOf(fields: Map<string, string>, name: string): string {
  return (fields.get(name) ?? '').replaceAll('\r\n', '\n');
}
