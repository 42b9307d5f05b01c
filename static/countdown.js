/* A limit that runs by minutes counts down while somebody looks at it; without scripts the page says what was left when it was made. */
(function () {
  "use strict";
  var places = document.querySelectorAll("[data-until]");

  function count() {
    places.forEach(function (place) {
      var left = Math.ceil((Date.parse(place.dataset.until) - Date.now()) / 60000);
      place.textContent = left > 0 ? "剩 " + left + " 分钟" : "超期 " + Math.max(1, -left) + " 分钟";
    });
  }

  if (places.length) {
    window.setInterval(count, 10000);
  }
})();
