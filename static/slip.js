/* Whoever scans the code of a slip finds it in the form: it stands behind the sign # of the address, which no server is told. It is
   taken along to the next page of the form in the same place. */
(function () {
  "use strict";
  var told = decodeURIComponent(window.location.hash.slice(1));
  if (!/^[0-9A-Z-]{11,13}$/.test(told)) {
    return;
  }
  var field = document.querySelector("input[name=code]");
  if (field && !field.value) {
    field.value = told;
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
  }
  document.querySelectorAll("form[data-keep-fragment], a[data-keep-fragment]").forEach(function (place) {
    var name = place.tagName === "A" ? "href" : "action";
    place.setAttribute(name, place.getAttribute(name).split("#")[0] + "#" + told);
  });
})();
