// An old address keeps the part of it that no host sees: a section, or the code of a sheet of paper.
(() => {
  'use strict';
  const { to } = document.currentScript.dataset;
  if (location.hash) location.replace(to + location.hash);
})();
