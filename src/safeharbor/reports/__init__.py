"""What a compliance officer reads: made from manifests and the audit log alone, never from data."""

from safeharbor.reports.page import page
from safeharbor.reports.summary import Accesses, Report, accesses, as_json, gather

__all__ = ["Accesses", "Report", "accesses", "as_json", "gather", "page"]
