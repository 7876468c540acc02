"""The committee's review pack as a document: a tagged PDF, and a workbook of its tables beside it."""
