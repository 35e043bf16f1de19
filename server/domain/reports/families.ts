/**
 * Names that programs give: log-00017, 2026-11-05-a41f, 9f3c0b2e-... A folder may hold hundreds of thousands of them.
 * A report lies beside them as a rule; when none does, they are gone through after all (discover.ts).
 */

/** The names of years, months, days and hours, as logs are filed by. */
export function isDatePart(name: string): boolean {
  return /^((19|20)\d\d|\d{1,2})$/.test(name);
}

/** What names of one family share: all but their numbers. */
export function familyOf(name: string): string {
  return name.replace(/[0-9a-f]{8,}/gi, '#').replace(/\d+/g, '#');
}

/**
 * A key after all names of the family that fills a page, or null when first and last share nothing by which to
 * tell. Numbered names end before ":" which follows 9; others where the beginning that they share ends.
 */
export function afterFamily(folder: string, { first, last }: { first: string; last: string }): string | null {
  const shared = commonStart(first.slice(folder.length), last.slice(folder.length));
  const next = last.charAt(folder.length + shared.length);
  const stem = shared.replace(/\d[\d\-_.:T]*$/, '');
  if (stem !== shared || /\d/.test(next)) return `${folder}${stem}:`;
  if (shared.length >= SHARED_ENOUGH) return incremented(folder, shared);
  const initial = last.charAt(folder.length);
  return initial === '' || initial > 'z' ? null : incremented(folder, initial);
}

/** "cur" and "cost" share a letter without being a family. */
const SHARED_ENOUGH = 4;

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

/** The next text of the same length; null where its last character is not plain ASCII and may be half of one. */
function incremented(folder: string, text: string): string | null {
  const code = text.charCodeAt(text.length - 1);
  return code < 0x7e ? `${folder}${text.slice(0, -1)}${String.fromCharCode(code + 1)}` : null;
}

/** More folders of one family than this are a store of something else: some of them are opened, not all. */
const FAMILY_OPENED = 300;

/** Both in the order of `children`. */
export type Choice = { open: string[]; later: string[] };

/** Which of a large folder's children are opened at once, and which only when nothing is found elsewhere. */
export function chooseFolders(folder: string, children: readonly string[]): Choice {
  const later = new Set<string>();
  const families = new Map<string, string[]>();
  for (const child of children) {
    const name = child.slice(folder.length, -1);
    if (isDatePart(name)) later.add(child);
    else {
      const family = familyOf(name);
      const members = families.get(family);
      if (members === undefined) families.set(family, [child]);
      else members.push(child);
    }
  }
  for (const members of families.values()) {
    if (members.length <= FAMILY_OPENED) continue;
    const samples = new Set([members[0], members[members.length >> 1], members.at(-1)]);
    for (const member of members) if (!samples.has(member)) later.add(member);
  }
  return {
    open: children.filter((child) => !later.has(child)),
    later: children.filter((child) => later.has(child)),
  };
}
