"""The overview and the coverage map as others would write them, measured beside ours."""
