"""The page of the files of everything public, and the files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path

from foundation.machines.declaring import DATASETS
from foundation.machines.editions import FOLDER, current, store
from foundation.machines.models import Edition
from foundation.pages.public import public_page

#: In so many seconds there is a new edition, as a rule.
SOON = 120


@public_page()
def edition_list(request: HttpRequest) -> HttpResponse:
    """The files of the last night: what is in them, how large, with which digest."""
    made = {edition.dataset: edition for edition in Edition.objects.all()}
    listed = [
        (declared, made.get(name), name in made and current(made[name]))
        for name, declared in sorted(DATASETS.items())
    ]
    return render(request, "machines/editions.html", {"listed": listed})


# Never kept: whether it may be handed out is asked each time.
@public_page(kept=False)
def edition_file(request: HttpRequest, dataset: str) -> HttpResponseBase:
    """Hand out the newest edition, unless something that stands in it was withdrawn since."""
    edition = Edition.objects.filter(dataset=dataset).first()
    if edition is None or dataset not in DATASETS:
        raise Http404("还没有这个文件，请从数据下载页进入。")
    if not current(edition):
        answer = render(request, "machines/renewed.html", {"label": DATASETS[dataset].label}, status=503)
        answer["Retry-After"] = str(SOON)
        answer.may_be_kept = False  # type: ignore[attr-defined]
        return answer
    try:
        content = store().open(f"{FOLDER}/{edition.name}")
    except FileNotFoundError as gone:
        raise Http404 from gone
    file = FileResponse(content, content_type="application/gzip", as_attachment=True, filename=edition.name)
    file["Content-Length"] = str(edition.size)
    file["ETag"] = f'"{edition.sha256}"'
    file["X-Content-Type-Options"] = "nosniff"
    file["Access-Control-Allow-Origin"] = "*"
    return file


app_name = "data"
urlpatterns = [
    path("", edition_list, name="list"),
    path("<slug:dataset>.jsonl.gz", edition_file, name="file"),
]
