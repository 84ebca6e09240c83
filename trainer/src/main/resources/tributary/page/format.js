// Numbers as people read them.

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

function whole(value) {
  return isNumber(value) && value >= 0 ? Math.round(value).toLocaleString("en") : "–";
}

/** A number times a power of ten, such as 3.2×10⁻⁵. */
function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  const power = "10" + [...String(Number(exponent))].map((c) => SUPERSCRIPTS[c]).join("");
  return Number(mantissa) === 1 ? power : Number(mantissa) + "×" + power;
}

/** Four digits that count. */
function figure(value) {
  if (!isNumber(value)) {
    return "–";
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return scientific(value, 2);
  }
  return size >= 1000 ? whole(size).replace(/^/, value < 0 ? "−" : "") : String(Number(value.toPrecision(4)));
}

/** What stands at an axis: short, and never with the noise of a double. */
function tick(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return scientific(value, 1);
  }
  return size >= 10000 ? Number((value / 1000).toPrecision(4)) + "k" : String(Number(value.toPrecision(6)));
}

function percent(share, digits = 1) {
  return isNumber(share) ? Number((100 * share).toFixed(digits)) + " %" : "–";
}

function duration(seconds) {
  if (!isNumber(seconds)) {
    return "–";
  }
  if (seconds < 1) {
    return Math.round(1000 * seconds) + " ms";
  }
  if (seconds < 120) {
    return Number(seconds.toFixed(1)) + " s";
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? minutes + " min" : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
}
