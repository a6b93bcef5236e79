import { describe, expect, it } from "vitest";
import { catalogue } from "../../ipc/fake/catalogue";
import { groupsOf } from "./catalogue";
import { CUSTOM } from "./draft";

describe("The list of providers", () => {
  it("opens on one that most shops run on, and that can be tested", () => {
    expect(groupsOf(catalogue, "")[0]?.choices[0]?.id).toBe("shopify");
  });

  it("puts what can only be kept behind what can be tested", () => {
    for (const { choices } of groupsOf(catalogue, "")) {
      const testable = choices.filter(({ id }) => id !== CUSTOM).map(({ provider }) => provider?.testable === true);
      expect(testable).toEqual(testable.toSorted((one, other) => Number(other) - Number(one)));
    }
  });

  it("ends on Custom, whatever is sought", () => {
    for (const search of ["", "stripe", "nothing of the kind"]) {
      expect(groupsOf(catalogue, search).at(-1)?.choices.at(-1)?.id).toBe(CUSTOM);
    }
  });
});
