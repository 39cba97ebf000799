"""The upload page: files in, questions, preview, publishing."""
