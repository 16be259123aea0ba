"""Uploaded files in an S3-compatible bucket that no browser ever reads (DESIGN §5)."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class GuardedObjectStorage(S3Storage):
    """Gives the addresses of the site's own guarded views, never the bucket's."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Address of a file under ``MEDIA_URL``, where ``cms.media`` asks who may read it.

        Args:
            name: of the file in this storage; how long a signature would last is of no use here.
        """
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))
