"""Everything that the workbench computes. Imports no Streamlit."""
