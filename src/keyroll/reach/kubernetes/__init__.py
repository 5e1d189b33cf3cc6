"""What role-based access control of Kubernetes allows."""
