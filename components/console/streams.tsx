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
      {STREAMS.map(([y, width]) => (
        <path
          key={y}
          d={`M-40 ${y}C420 ${y} 520 ${MOUTH} 980 ${MOUTH}S1300 ${MOUTH} 1480 ${MOUTH}`}
          strokeWidth={width}
        />
      ))}
    </svg>
  );
}

const MOUTH = 640;

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
