import { expect, it } from "vitest";
import { midcut } from "./midcut";

it.each([
  ["~/work/theme/inc/api.php", ["~/work/theme/inc", "/api.php"]],
  ["api.php", ["", "api.php"]],
  ["https://shop.example/products/", ["https://shop.example", "/products/"]],
  [`~/${"a".repeat(60)}.min.js`, [`~/${"a".repeat(29)}`, `${"a".repeat(31)}.min.js`]],
  ["", ["", ""]],
])("%s is cut before what tells it from others", (path, pieces) => {
  expect(midcut(path)).toEqual(pieces);
});

it("never cuts a character in two", () => {
  const path = `${"x".repeat(20)}${"👍".repeat(40)}`;
  const [head, tail] = midcut(path);
  expect(head + tail).toBe(path);
  // One half of a pair is no character, and cannot be written in an address.
  expect(() => [head, tail].map(encodeURIComponent)).not.toThrow();
});
