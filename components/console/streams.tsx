/** Quiet lines behind the card of pages without a session: many streams that run into one. */
export function Streams() {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 1440 900"
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 -z-10 size-full text-accent opacity-25"
      fill="none"
      stroke="currentColor"
    >
      <path d={`M500 ${MOUTH}H1480`} strokeWidth="5" />
      {STREAMS.map(([y, width]) => (
        <path key={y} d={`M-40 ${y}C220 ${y} 260 ${MOUTH} 520 ${MOUTH}`} strokeWidth={width} />
      ))}
    </svg>
  );
}

const MOUTH = 450;

/** Height on the left edge and width of each stream. */
const STREAMS = [
  [-60, 1],
  [60, 1.5],
  [190, 1],
  [330, 2],
  [470, 1],
  [600, 1.5],
  [740, 1],
  [860, 1],
] as const;
