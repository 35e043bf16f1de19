/** An address of the console: AWS's path, and the page and its values that AWS keeps in the fragment. */
export type Place = {
  /** /cloudformation/home */
  path: string;
  region: string;
  /** /stacks/create/review */
  page: string;
  values: URLSearchParams;
  /** The whole, as it stands in the browser. */
  at: string;
};

/** Reads path?query#/page?values. Anything that could lead off this server is read as the first page. */
export function placeOf(at: string): Place {
  const safe = /^\/(?![/\\])/.test(at) ? at : '/';
  const [before = '', fragment = ''] = splitOnce(safe, '#');
  const [path = '/', query = ''] = splitOnce(before, '?');
  const [page = '', values = ''] = splitOnce(fragment, '?');
  return {
    path,
    region: new URLSearchParams(query).get('region') ?? 'us-east-1',
    page,
    values: new URLSearchParams(values),
    at: safe,
  };
}

export const PLACES = {
  accounts: '/',
  stacks: '/cloudformation/home?region=us-east-1#/stacks',
  roles: '/iam/home?region=us-east-1#/roles',
  upload: '/cloudformation/home?region=us-east-1#/stacks/create',
  exports: '/costmanagement/home#/bcm-data-exports',
  createExport: '/costmanagement/home#/bcm-data-exports/create',
  preferences: '/costmanagement/home#/settings',
} as const;

export function stackPlace(stack: { id: string; region: string }): string {
  const id = encodeURIComponent(stack.id);
  return `/cloudformation/home?region=${stack.region}#/stacks/events?stackId=${id}`;
}

export function updatePlace(stack: { id: string; region: string }): string {
  const id = encodeURIComponent(stack.id);
  return `/cloudformation/home?region=${stack.region}#/stacks/update/template?stackId=${id}`;
}

export function rolePlace(name: string): string {
  return `/iam/home?region=us-east-1#/roles/details/${encodeURIComponent(name)}`;
}

export function editExportPlace(name: string): string {
  return `/costmanagement/home#/bcm-data-exports/edit?name=${encodeURIComponent(name)}`;
}

/** The same page drawn without a fragment, for browsers without JavaScript. */
export function plainAddress(at: string): string {
  return `/_console/page?at=${encodeURIComponent(at)}`;
}

function splitOnce(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
