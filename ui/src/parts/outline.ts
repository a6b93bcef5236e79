// Shapes of an icon as the path of their outlines.

export type Shape = readonly [tag: string, attributes: Readonly<Record<string, string | number | undefined>>];

/** One path that runs along every shape. */
export function outline(shapes: readonly Shape[]): string {
  return shapes.map(pathOf).join("");
}

function pathOf([tag, attributes]: Shape): string {
  const of = (name: string) => Number(attributes[name] ?? 0);
  switch (tag) {
    case "path":
      // A first step that is relative counts from where the shape before it ended.
      return String(attributes["d"]).replace(/^m/, "M0 0m");
    case "circle":
      return ellipse(of("cx"), of("cy"), of("r"), of("r"));
    case "ellipse":
      return ellipse(of("cx"), of("cy"), of("rx"), of("ry"));
    case "line":
      return `M${of("x1")} ${of("y1")}L${of("x2")} ${of("y2")}`;
    case "polyline":
      return `M${attributes["points"]}`;
    case "polygon":
      return `M${attributes["points"]}Z`;
    case "rect":
      return rectangle(of("x"), of("y"), of("width"), of("height"), Number(attributes["rx"] ?? attributes["ry"] ?? 0));
    default:
      throw new Error(`An icon has a shape that is not drawn yet: ${tag}`);
  }
}

function ellipse(x: number, y: number, across: number, down: number): string {
  const half = `a${across} ${down} 0 1 0`;
  return `M${x - across} ${y}${half} ${2 * across} 0${half} ${-2 * across} 0Z`;
}

function rectangle(x: number, y: number, width: number, height: number, round: number): string {
  const corner = (dx: number, dy: number) => (round === 0 ? "" : `a${round} ${round} 0 0 1 ${dx} ${dy}`);
  const [across, down] = [width - 2 * round, height - 2 * round];
  return (
    `M${x + round} ${y}h${across}${corner(round, round)}v${down}${corner(-round, round)}` +
    `h${-across}${corner(-round, -round)}v${-down}${corner(round, -round)}Z`
  );
}
