/* The calculator of docs/optics.md: thin-lens geometry, blur and depth of field. Pure functions; lengths in mm unless the name says otherwise. */

(function () {
  "use strict";

  const LARGEST_BLUR_PX = 0.5;
  const LENSES_MM = [3.5, 4, 5, 6, 8, 12, 16, 25, 35, 50, 75];

  /** Size of the picture of a thing, of the thing's size; focused at `distance_mm` before the lens. */
  function magnification(focal_mm, distance_mm) {
    return focal_mm / (distance_mm - focal_mm);
  }

  /** What the sensor sees at that distance, along one side. */
  function field_mm(sensor_mm, focal_mm, distance_mm) {
    return sensor_mm / magnification(focal_mm, distance_mm);
  }

  /** The lens that sees just so much of it from there. */
  function focal_for(sensor_mm, wanted_field_mm, distance_mm) {
    const wanted = sensor_mm / wanted_field_mm;
    return (distance_mm * wanted) / (1 + wanted);
  }

  /** The standard lens that sees at least so much: the longest one not longer than asked for; none: undefined. */
  function lens_for(sensor_mm, wanted_field_mm, distance_mm) {
    const longest = focal_for(sensor_mm, wanted_field_mm, distance_mm);
    return LENSES_MM.filter((focal) => focal <= longest).pop();
  }

  function blur_px(speed_mm_per_s, exposure_ms, mm_per_px) {
    return (speed_mm_per_s * exposure_ms) / 1000 / mm_per_px;
  }

  /** The exposure at which the belt moves so many pixels. */
  function longest_exposure_ms(speed_mm_per_s, mm_per_px, allowed_px = LARGEST_BLUR_PX) {
    return (allowed_px * mm_per_px * 1000) / speed_mm_per_s;
  }

  /** Focused there, all beyond half of it is sharp enough up to the horizon. */
  function hyperfocal_mm(focal_mm, f_number, circle_mm) {
    return (focal_mm * focal_mm) / (f_number * circle_mm) + focal_mm;
  }

  /** The nearest and the farthest place that is sharp to a circle of `circle_mm` on the sensor. */
  function sharp_between(focal_mm, f_number, circle_mm, distance_mm) {
    const hyperfocal = hyperfocal_mm(focal_mm, f_number, circle_mm);
    const near = (distance_mm * (hyperfocal - focal_mm)) / (hyperfocal + distance_mm - 2 * focal_mm);
    const far = distance_mm >= hyperfocal ? Infinity : (distance_mm * (hyperfocal - focal_mm)) / (hyperfocal - distance_mm);
    return { near, far, depth: far - near };
  }

  /** Diameter of the Airy disc on the sensor, to its first dark ring. */
  function airy_um(f_number, wavelength_nm, enlargement) {
    return 2.44 * (wavelength_nm / 1000) * f_number * (1 + enlargement);
  }

  /** All answers to what the form says. */
  function answers(asked) {
    const pixel_mm = asked.pixel_um / 1000;
    const across = asked.width_px * pixel_mm, along = asked.height_px * pixel_mm;
    const enlargement = magnification(asked.focal_mm, asked.distance_mm);
    const mm_per_px = pixel_mm / enlargement;
    return {
      field: [across / enlargement, along / enlargement],
      mm_per_px,
      fits: asked.view_mm <= across / enlargement && asked.view_along_mm <= along / enlargement,
      lens: wanted_lens(asked, across, along),
      detail_px: asked.detail_mm / mm_per_px,
      blur: blur_px(asked.speed, asked.exposure_ms, mm_per_px),
      longest_ms: longest_exposure_ms(asked.speed, mm_per_px),
      sharp: sharp_between(asked.focal_mm, asked.f_number, pixel_mm, asked.distance_mm),
      airy_px: airy_um(asked.f_number, asked.wavelength_nm, enlargement) / asked.pixel_um,
    };
  }

  function wanted_lens(asked, across, along) {
    const both = [lens_for(across, asked.view_mm, asked.distance_mm), lens_for(along, asked.view_along_mm, asked.distance_mm)];
    return both.includes(undefined) ? undefined : Math.min(...both);
  }

  window.optics = { magnification, field_mm, focal_for, lens_for, blur_px, longest_exposure_ms, hyperfocal_mm, sharp_between, airy_um, answers };

  /* The form. */

  const plain = (value, digits) => new Intl.NumberFormat("en", { maximumSignificantDigits: digits ?? 3 }).format(value);

  function told(found, asked) {
    const sharp = found.sharp.far === Infinity ? `from ${plain(found.sharp.near)} mm on` : `${plain(found.sharp.depth)} mm, from ${plain(found.sharp.near, 4)} to ${plain(found.sharp.far, 4)} mm`;
    return {
      field: [`${plain(found.field[0])} × ${plain(found.field[1])} mm`, found.fits],
      scale: [`${plain(found.mm_per_px)} mm`],
      detail: [`${plain(found.detail_px)} px`, found.detail_px >= asked.detail_px],
      lens: [found.lens === undefined ? "none: stand farther off" : `${plain(found.lens)} mm`],
      blur: [`${plain(found.blur)} px`, found.blur <= LARGEST_BLUR_PX],
      longest: [`${plain(found.longest_ms)} ms`],
      depth: [sharp, found.sharp.depth >= asked.height_mm],
      airy: [`${plain(found.airy_px)} px`, found.airy_px <= 3],
    };
  }

  function show(form) {
    const asked = Object.fromEntries([...form.querySelectorAll("input")].map((input) => [input.name, input.valueAsNumber]));
    const can = form.checkValidity() && asked.distance_mm > asked.focal_mm;
    const answered = can ? told(answers(asked), asked) : {};
    for (const place of form.querySelectorAll("dd[data-of]")) {
      const [text, is_right] = answered[place.dataset.of] ?? ["–"];
      place.textContent = text;
      place.className = is_right === undefined ? "" : is_right ? "right" : "wrong";
    }
  }

  /** A sensor's pixels, where one is chosen from the list. */
  function choose(form) {
    const camera = form.elements.camera;
    if (!camera.value) return;
    const [width, height, pixel] = camera.value.split(" ");
    form.elements.width_px.value = width;
    form.elements.height_px.value = height;
    form.elements.pixel_um.value = pixel;
  }

  function begin(form) {
    form.addEventListener("input", (event) => {
      if (event.target === form.elements.camera) choose(form);
      show(form);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    show(form);
  }

  document.querySelectorAll("form.optics").forEach(begin);
})();
